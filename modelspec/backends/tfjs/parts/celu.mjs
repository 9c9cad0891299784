import * as tf from "@tensorflow/tfjs";

/** max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0). */
export function celu(x, alpha = 1) {
	const negative = tf.expm1(tf.div(tf.minimum(x, 0), alpha));
	return tf.add(tf.maximum(x, 0), tf.mul(alpha, negative));
}
