import * as tf from "@tensorflow/tfjs";
import { ConvolutionLayer } from "./convolution_layer.mjs";
import { paddedConvolution } from "./padded_convolution.mjs";
import { perAxis } from "./per_axis.mjs";

/**
 * A convolution over one, two or three axes with groups, dilation or causal
 * padding. TensorFlow.js ignores the first, cannot train the second and refuses
 * the third.
 */
export class Convolution extends ConvolutionLayer {
	static className = "Convolution";

	constructor(config) {
		super({ groups: 1, ...config });
	}

	build(inputShape) {
		const { filters, kernelSize, groups } = this.options;
		const sizes = perAxis(kernelSize, inputShape.length - 2);
		const channels = inputShape.at(-1) / groups;
		this.kernel = this.addSlot("kernel", "kernel", [
			...sizes,
			channels,
			filters,
		]);
		this.addBias(filters);
		super.build(inputShape);
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const y = paddedConvolution(x, this.options, (padded) =>
				this.convolve(padded),
			);
			return this.finish(y);
		});
	}

	/** Convolves each group of channels with the filters that are its own. */
	convolve(x) {
		const { strides, groups } = this.options;
		const convolution = [tf.conv1d, tf.conv2d, tf.conv3d][x.rank - 3];
		const kernel = this.kernel.read();
		if (groups === 1) {
			return convolution(x, kernel, strides, "valid");
		}
		const kernels = tf.split(kernel, groups, -1);
		const parts = tf
			.split(x, groups, -1)
			.map((part, i) => convolution(part, kernels[i], strides, "valid"));
		return tf.concat(parts, -1);
	}

	computeOutputShape(inputShape) {
		return this.convolvedShape(inputShape, this.options.filters);
	}
}

tf.serialization.registerClass(Convolution);
