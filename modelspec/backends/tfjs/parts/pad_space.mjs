import * as tf from "@tensorflow/tfjs";
import { alongAxis } from "./along_axis.mjs";

/** Zeros before and after the cells of each axis of space. */
export function padSpace(x, padding) {
	const pad = (y, pair, i) =>
		alongAxis(y, i + 1, (rows) => tf.pad(rows, [[0, 0], pair, [0, 0]]));
	return padding.reduce(pad, x);
}
