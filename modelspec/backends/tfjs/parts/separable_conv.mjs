import * as tf from "@tensorflow/tfjs";
import { ConvolutionLayer } from "./convolution_layer.mjs";
import { depthwiseConvolution } from "./depthwise_convolution.mjs";
import { perAxis } from "./per_axis.mjs";

/**
 * A depthwise convolution over one axis or two and then a dense map of the
 * channels. TensorFlow.js has one over two, which cannot be trained where it is
 * dilated, gives both kernels one initializer and forgets its depth multiplier
 * when it is saved.
 */
export class SeparableConv extends ConvolutionLayer {
	static className = "SeparableConv";

	constructor(config) {
		super({ depthMultiplier: 1, ...config });
	}

	build(inputShape) {
		const { kernelSize, depthMultiplier, filters } = this.options;
		const rank = inputShape.length - 2;
		const sizes = perAxis(kernelSize, rank);
		const channels = inputShape.at(-1);
		const shape = [...sizes, channels, depthMultiplier];
		this.kernel = this.addSlot("depthwise", "depthwise_kernel", shape);
		this.mix = this.addSlot("pointwise", "pointwise_kernel", [
			...perAxis(1, rank),
			channels * depthMultiplier,
			filters,
		]);
		this.addBias(filters);
		super.build(inputShape);
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const convolution = x.rank === 3 ? tf.conv1d : tf.conv2d;
			const y = depthwiseConvolution(x, this.kernel.read(), this.options);
			return this.finish(convolution(y, this.mix.read(), 1, "valid"));
		});
	}

	computeOutputShape(inputShape) {
		return this.convolvedShape(inputShape, this.options.filters);
	}
}

tf.serialization.registerClass(SeparableConv);
