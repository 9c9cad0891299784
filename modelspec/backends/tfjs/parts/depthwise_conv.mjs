import * as tf from "@tensorflow/tfjs";
import { ConvolutionLayer } from "./convolution_layer.mjs";
import { depthwiseConvolution } from "./depthwise_convolution.mjs";
import { perAxis } from "./per_axis.mjs";

/**
 * A depthwise convolution over one axis or two. TensorFlow.js has one over two,
 * which ignores dilation and is saved with its regularizer as a constraint.
 */
export class DepthwiseConv extends ConvolutionLayer {
	static className = "DepthwiseConv";

	constructor(config) {
		super({ depthMultiplier: 1, ...config });
	}

	build(inputShape) {
		const { kernelSize, depthMultiplier } = this.options;
		const sizes = perAxis(kernelSize, inputShape.length - 2);
		const channels = inputShape.at(-1);
		const shape = [...sizes, channels, depthMultiplier];
		this.kernel = this.addSlot("depthwise", "depthwise_kernel", shape);
		this.addBias(channels * depthMultiplier);
		super.build(inputShape);
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const y = depthwiseConvolution(x, this.kernel.read(), this.options);
			return this.finish(y);
		});
	}

	computeOutputShape(inputShape) {
		const channels = inputShape.at(-1) * this.options.depthMultiplier;
		return this.convolvedShape(inputShape, channels);
	}
}

tf.serialization.registerClass(DepthwiseConv);
