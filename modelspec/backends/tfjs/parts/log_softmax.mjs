import * as tf from "@tensorflow/tfjs";

/** The logarithm of softmax along any axis, not only the last one. */
export function logSoftmax(x, axis) {
	return tf.sub(x, tf.logSumExp(x, axis, true));
}
