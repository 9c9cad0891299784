import * as tf from "@tensorflow/tfjs";

/**
 * `x` times each gate's part of a kernel plus its part of a bias, if there is
 * one; before that, each gate drops what its mask says, if there are masks.
 */
export function gateProducts(x, { gates, kernel, bias, masks }) {
	const biases = bias ? tf.split(bias, gates) : [];
	return tf.split(kernel, gates, 1).map((part, gate) => {
		const kept = masks ? tf.mul(x, masks[gate % masks.length]) : x;
		const product = tf.matMul(kept, part);
		return bias ? tf.add(product, biases[gate]) : product;
	});
}
