import * as tf from "@tensorflow/tfjs";
import { alongAxis } from "./along_axis.mjs";

/**
 * Pads the axes of space and convolves every `rate`-th cell as an example of
 * its own, then puts the cells back among each other. TensorFlow.js has no
 * gradient of dilated convolutions.
 */
export function dilatedConvolution(x, rates, padding, convolve) {
	const rests = rates.map((rate, axis) => {
		const length = x.shape[axis + 1] + padding[axis][0] + padding[axis][1];
		return (rate - (length % rate)) % rate;
	});
	const part = (cells, rate, axis) => {
		const [before, after] = padding[axis];
		const filled = [[before, after + rests[axis]]];
		return alongAxis(cells, axis + 1, (rows) =>
			tf.spaceToBatchND(rows, [rate], filled),
		);
	};
	const join = (cells, rate, axis) =>
		alongAxis(cells, axis + 1, (rows) =>
			tf.batchToSpaceND(rows, [rate], [[0, rests[axis]]]),
		);
	return rates.reduceRight(join, convolve(rates.reduce(part, x)));
}
