import * as tf from "@tensorflow/tfjs";
import { scaleAndShift } from "./scale_and_shift.mjs";

/**
 * tf.layers.layerNormalization for inputs of any rank, which can train without
 * gamma or beta.
 */
export class KerasLayerNormalization extends tf.layers.layerNormalization({})
	.constructor {
	static className = "KerasLayerNormalization";

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const { mean, variance } = tf.moments(x, this.axis, true);
			const deviation = tf.sqrt(tf.add(variance, this.epsilon));
			const normal = tf.div(tf.sub(x, mean), deviation);
			return scaleAndShift(this, normal, this.axis);
		});
	}
}

tf.serialization.registerClass(KerasLayerNormalization);
