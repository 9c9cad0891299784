import * as tf from "@tensorflow/tfjs";

/** factor * sum|x|. At 0 its gradient is 0 as in Keras (tf.abs: -1). */
export function l1(x, factor) {
	return tf.mul(factor, tf.sum(tf.mul(x, tf.sign(x))));
}
