import * as tf from "@tensorflow/tfjs";

/**
 * x, or alpha * x below 0. On WebGL, tf.leakyRelu has no gradient of five axes.
 */
export function leakyRelu(x, alpha = 0.2) {
	return tf.add(tf.mul(alpha, x), tf.mul(1 - alpha, tf.relu(x)));
}
