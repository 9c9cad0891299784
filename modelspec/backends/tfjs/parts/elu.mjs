import * as tf from "@tensorflow/tfjs";

/** ELU with an alpha, which TensorFlow.js's own does not take. */
export function elu(x, alpha) {
	return tf.add(tf.relu(x), tf.mul(alpha, tf.expm1(tf.minimum(x, 0))));
}
