import * as tf from "@tensorflow/tfjs";

/** x, or 0 where |x| is at most the threshold. */
export function hardShrink(x, threshold = 0.5) {
	return tf.mul(x, tf.step(tf.sub(tf.abs(x), threshold)));
}
