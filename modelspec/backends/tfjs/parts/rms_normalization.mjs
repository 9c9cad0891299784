import * as tf from "@tensorflow/tfjs";
import { resolved } from "./resolved.mjs";
import { serialized } from "./serialized.mjs";

/**
 * Divides each example by its root mean square over the last axis or axes, and
 * scales it. TensorFlow.js has no such layer.
 */
export class RMSNormalization extends tf.layers.Layer {
	static className = "RMSNormalization";

	constructor(config) {
		super(config);
		const { axis = -1, epsilon, scaleRegularizer } = config;
		this.options = resolved({ axis, epsilon, scaleRegularizer });
	}

	build(inputShape) {
		const { axis, scaleRegularizer } = this.options;
		this.axes = [axis].flat().map((i) => (i < 0 ? i + inputShape.length : i));
		this.scale = this.addWeight(
			"scale",
			inputShape.filter((_, i) => this.axes.includes(i)),
			"float32",
			tf.initializers.ones(),
			scaleRegularizer,
		);
		super.build(inputShape);
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const mean = tf.mean(tf.square(x), this.axes, true);
			const root = tf.sqrt(tf.add(mean, this.options.epsilon));
			return tf.mul(tf.div(x, root), this.scale.read());
		});
	}

	getConfig() {
		return { ...super.getConfig(), ...serialized(this.options) };
	}
}

tf.serialization.registerClass(RMSNormalization);
