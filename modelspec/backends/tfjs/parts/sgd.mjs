import * as tf from "@tensorflow/tfjs";
import { KerasOptimizer } from "./keras_optimizer.mjs";

/** SGD with weight decay, which TensorFlow.js has not. */
export class SGD extends KerasOptimizer {
	static className = "KerasSGD";

	update(weight, gradient) {
		const { learningRate, momentum = 0, nesterov = false } = this.config;
		const velocity = this.slot(weight, "velocity");
		const step = tf.mul(gradient, -learningRate);
		velocity.assign(tf.add(tf.mul(velocity, momentum), step));
		const ahead = tf.add(tf.mul(velocity, momentum), step);
		weight.assign(tf.add(weight, nesterov ? ahead : velocity));
	}
}
