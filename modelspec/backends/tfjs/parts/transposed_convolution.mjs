import * as tf from "@tensorflow/tfjs";
import { perAxis } from "./per_axis.mjs";
import { transposedVolume } from "./transposed_volume.mjs";

/**
 * A transposed convolution over one, two or three axes without padding, which
 * goes on for `strides` - 1 cells behind its windows.
 */
export function transposedConvolution(x, kernel, strides) {
	const rank = x.rank - 2;
	const steps = perAxis(strides, rank);
	if (rank === 1) {
		const row = tf.expandDims(x, 1);
		const kernelRow = tf.expandDims(kernel, 0);
		const y = transposedConvolution(row, kernelRow, [1, ...steps]);
		return tf.squeeze(y, [1]);
	}
	const lengths = steps.map(
		(stride, axis) => x.shape[axis + 1] * stride + kernel.shape[axis] - 1,
	);
	const shape = [x.shape[0], ...lengths, kernel.shape[rank]];
	return rank === 2
		? tf.conv2dTranspose(x, kernel, shape, steps, "valid")
		: transposedVolume(x, kernel, shape, steps);
}
