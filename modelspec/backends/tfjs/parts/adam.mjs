import * as tf from "@tensorflow/tfjs";
import { KerasOptimizer } from "./keras_optimizer.mjs";

/**
 * Adam that adds epsilon to the root before its bias is corrected
 * (TensorFlow.js: after), with `amsgrad` and weight decay.
 */
export class Adam extends KerasOptimizer {
	static className = "KerasAdam";

	update(weight, gradient) {
		const { learningRate, beta1, beta2, epsilon, amsgrad } = this.config;
		const mean = this.slot(weight, "mean");
		const square = this.slot(weight, "square");
		const change = tf.sub(gradient, mean);
		mean.assign(tf.add(mean, tf.mul(change, 1 - beta1)));
		const squareChange = tf.sub(tf.square(gradient), square);
		square.assign(tf.add(square, tf.mul(squareChange, 1 - beta2)));
		let root = tf.sqrt(square);
		if (amsgrad) {
			const largest = this.slot(weight, "largest");
			largest.assign(tf.maximum(largest, square));
			root = tf.sqrt(largest);
		}
		const correction = Math.sqrt(1 - beta2 ** this.iterations);
		const rate = (learningRate * correction) / (1 - beta1 ** this.iterations);
		const step = tf.div(tf.mul(mean, rate), tf.add(root, epsilon));
		weight.assign(tf.sub(weight, step));
	}
}
