import * as tf from "@tensorflow/tfjs";
import { scaleAndShift } from "./scale_and_shift.mjs";

/**
 * tf.layers.batchNormalization for inputs of any rank, which can train without
 * gamma or beta, and uses its moving statistics when it is not trainable.
 */
export class KerasBatchNormalization extends tf.layers.batchNormalization()
	.constructor {
	static className = "KerasBatchNormalization";

	call(inputs, { training }) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const axis = this.axis < 0 ? this.axis + x.rank : this.axis;
			const shape = x.shape.map((length, i) => (i === axis ? length : 1));
			let mean = tf.reshape(this.movingMean.read(), shape);
			let variance = tf.reshape(this.movingVariance.read(), shape);
			if (training && this.trainable) {
				const others = [...shape.keys()].filter((i) => i !== axis);
				({ mean, variance } = tf.moments(x, others, true));
				this.move(this.movingMean, mean);
				this.move(this.movingVariance, variance);
			}
			const deviation = tf.sqrt(tf.add(variance, this.epsilon));
			const normal = tf.div(tf.sub(x, mean), deviation);
			return scaleAndShift(this, normal, [axis]);
		});
	}

	move(weight, value) {
		const old = weight.read();
		const change = tf.mul(
			tf.sub(tf.reshape(value, old.shape), old),
			1 - this.momentum,
		);
		weight.write(tf.add(old, change));
	}
}

tf.serialization.registerClass(KerasBatchNormalization);
