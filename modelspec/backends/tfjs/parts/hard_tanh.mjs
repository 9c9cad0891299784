import * as tf from "@tensorflow/tfjs";

/** x, cut at -1 and 1. On WebGL, tf.clipByValue has no gradient of 5 axes. */
export function hardTanh(x) {
	return tf.minimum(tf.maximum(x, -1), 1);
}
