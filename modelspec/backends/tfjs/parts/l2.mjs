import * as tf from "@tensorflow/tfjs";

/** factor * sum(x^2). */
export function l2(x, factor) {
	return tf.mul(factor, tf.sum(tf.square(x)));
}
