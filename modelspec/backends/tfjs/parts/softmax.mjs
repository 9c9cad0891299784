import * as tf from "@tensorflow/tfjs";

/** Softmax along any axis; TensorFlow.js's own takes only the last one. */
export function softmax(x, axis) {
	return tf.exp(tf.sub(x, tf.logSumExp(x, axis, true)));
}
