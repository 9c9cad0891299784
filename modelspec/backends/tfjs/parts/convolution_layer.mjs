import * as tf from "@tensorflow/tfjs";
import { applyActivation } from "./apply_activation.mjs";
import { resolved } from "./resolved.mjs";
import { serialized } from "./serialized.mjs";

/** The options, weights and last steps that all convolutions share. */
export class ConvolutionLayer extends tf.layers.Layer {
	constructor(config) {
		super(config);
		this.options = resolved({
			strides: 1,
			padding: "valid",
			dilationRate: 1,
			useBias: true,
			biasInitializer: "zeros",
			...config,
		});
	}

	/** Adds a weight with the initializer and the regularizer of its slot. */
	addSlot(slot, name, shape) {
		const initializer = this.options[`${slot}Initializer`];
		const regularizer = this.options[`${slot}Regularizer`];
		return this.addWeight(name, shape, "float32", initializer, regularizer);
	}

	addBias(channels) {
		if (this.options.useBias) {
			this.bias = this.addSlot("bias", "bias", [channels]);
		}
	}

	/** The bias and the activation. */
	finish(x) {
		const y = this.bias ? tf.add(x, this.bias.read()) : x;
		return applyActivation(this.options.activation, y);
	}

	/** The shape that TensorFlow.js's own convolution to `filters` has. */
	convolvedShape(inputShape, filters) {
		const { kernelSize, strides, padding, dilationRate } = this.options;
		const layer = tf.layers[`conv${inputShape.length - 2}d`]({
			filters,
			kernelSize,
			strides,
			padding: padding === "causal" ? "same" : padding,
			dilationRate,
		});
		return layer.computeOutputShape(inputShape);
	}

	getConfig() {
		return { ...serialized(this.options), ...super.getConfig() };
	}
}
