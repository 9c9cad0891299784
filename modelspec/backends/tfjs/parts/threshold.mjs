import * as tf from "@tensorflow/tfjs";

/** x above the limit, else the value. */
export function threshold(x, limit, value) {
	const above = tf.step(tf.sub(x, limit));
	return tf.add(tf.mul(x, above), tf.mul(value, tf.sub(1, above)));
}
