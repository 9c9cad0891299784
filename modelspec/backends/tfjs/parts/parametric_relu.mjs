import * as tf from "@tensorflow/tfjs";

/**
 * PReLU: x, or alpha * x where x is negative. The gradient of an x of 0 is 0
 * as in Keras (tf.layers.prelu: alpha).
 */
export class ParametricRelu extends tf.layers.prelu().constructor {
	static className = "ParametricRelu";

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const negative = tf.mul(this.alpha.read(), tf.relu(tf.neg(x)));
			return tf.sub(tf.relu(x), negative);
		});
	}
}

tf.serialization.registerClass(ParametricRelu);
