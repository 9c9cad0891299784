import * as tf from "@tensorflow/tfjs";

/** sign(x) * max(|x| - threshold, 0). */
export function softShrink(x, threshold = 0.5) {
	const above = tf.relu(tf.sub(x, threshold));
	const below = tf.relu(tf.sub(tf.neg(x), threshold));
	return tf.sub(above, below);
}
