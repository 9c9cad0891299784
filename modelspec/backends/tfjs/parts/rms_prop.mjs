import * as tf from "@tensorflow/tfjs";
import { KerasOptimizer } from "./keras_optimizer.mjs";

/**
 * RMSprop that, when centered, adds epsilon to the variance (TensorFlow.js
 * subtracts it, which gives NaN for small gradients), with weight decay.
 */
export class RMSProp extends KerasOptimizer {
	static className = "KerasRMSProp";

	update(weight, gradient) {
		const {
			learningRate,
			rho,
			epsilon,
			momentum = 0,
			centered = false,
		} = this.config;
		const square = this.slot(weight, "square");
		const squareChange = tf.mul(tf.square(gradient), 1 - rho);
		square.assign(tf.add(tf.mul(square, rho), squareChange));
		let variance = square;
		if (centered) {
			const mean = this.slot(weight, "mean");
			mean.assign(tf.add(tf.mul(mean, rho), tf.mul(gradient, 1 - rho)));
			variance = tf.sub(square, tf.square(mean));
		}
		const root = tf.sqrt(tf.add(variance, epsilon));
		const step = tf.div(tf.mul(gradient, learningRate), root);
		const velocity = this.slot(weight, "velocity");
		velocity.assign(tf.add(tf.mul(velocity, momentum), step));
		weight.assign(tf.sub(weight, velocity));
	}
}
