import * as tf from "@tensorflow/tfjs";

/**
 * Pads the axes of space and convolves every `rate`-th cell as an example of
 * its own, then puts the cells back among each other. TensorFlow.js has no
 * gradient of dilated convolutions. Over three axes its WebGL backend cannot
 * regroup the cells, its CPU backend can.
 */
export function dilatedConvolution(x, rates, padding, convolve) {
	const rests = rates.map((rate, axis) => {
		const length = x.shape[axis + 1] + padding[axis][0] + padding[axis][1];
		return (rate - (length % rate)) % rate;
	});
	const filled = padding.map(([before, after], axis) => [
		before,
		after + rests[axis],
	]);
	const crops = rests.map((rest) => [0, rest]);
	const y = convolve(tf.spaceToBatchND(x, rates, filled));
	return tf.batchToSpaceND(y, rates, crops);
}
