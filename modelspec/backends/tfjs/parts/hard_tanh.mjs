import * as tf from "@tensorflow/tfjs";

/** x, cut at -1 and 1. */
export function hardTanh(x) {
	return tf.clipByValue(x, -1, 1);
}
