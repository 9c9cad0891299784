import * as tf from "@tensorflow/tfjs";
import { paddedConvolution } from "./padded_convolution.mjs";
import { perAxis } from "./per_axis.mjs";

/**
 * Convolves each channel by itself, over one axis or two. TensorFlow.js does so
 * over two only, and has no gradient where they are dilated.
 */
export function depthwiseConvolution(x, kernel, options) {
	return paddedConvolution(x, options, (padded) => {
		const { strides } = options;
		if (padded.rank === 4) {
			return tf.depthwiseConv2d(padded, kernel, strides, "valid");
		}
		const [stride] = perAxis(strides, 1);
		const row = tf.expandDims(padded, 1);
		const kernelRow = tf.expandDims(kernel, 0);
		const y = tf.depthwiseConv2d(row, kernelRow, stride, "valid");
		return tf.squeeze(y, [1]);
	});
}
