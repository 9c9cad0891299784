import * as tf from "@tensorflow/tfjs";

/** x - tanh(x). */
export function tanhShrink(x) {
	return tf.sub(x, tf.tanh(x));
}
