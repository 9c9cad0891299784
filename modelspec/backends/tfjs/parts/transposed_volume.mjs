import * as tf from "@tensorflow/tfjs";

/**
 * `tf.conv3dTranspose`, with the gradient that it lacks in TensorFlow.js: that
 * of its input is a convolution.
 */
export function transposedVolume(x, kernel, shape, strides) {
	const transpose = tf.customGrad((input, filter, save) => {
		save([input, filter]);
		return {
			value: tf.conv3dTranspose(input, filter, shape, strides, "valid"),
			gradFunc: (dy, [input, filter]) => [
				tf.conv3d(dy, filter, strides, "valid"),
				tf
					.engine()
					.runKernel(
						tf.Conv3DBackpropFilterV2,
						{ x: dy, dy: input },
						{ strides, pad: "valid", filterShape: filter.shape },
					),
			],
		};
	});
	return transpose(x, kernel);
}
