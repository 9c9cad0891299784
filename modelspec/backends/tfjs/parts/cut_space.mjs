import * as tf from "@tensorflow/tfjs";
import { alongAxis } from "./along_axis.mjs";

/** So many cells of each axis of space, from its start on. */
export function cutSpace(x, starts, lengths) {
	const cut = (y, start, i) =>
		alongAxis(y, i + 1, (rows) =>
			tf.slice(rows, [0, start, 0], [-1, lengths[i], -1]),
		);
	return starts.reduce(cut, x);
}
