import * as tf from "@tensorflow/tfjs";

/** GELU with tanh. TensorFlow.js's "gelu_new" is lost in a saved model. */
export function approximateGelu(x) {
	const cubic = tf.add(x, tf.mul(0.044715, tf.pow(x, 3)));
	const curve = tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), cubic));
	return tf.mul(tf.mul(0.5, x), tf.add(1, curve));
}
