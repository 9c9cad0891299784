import * as tf from "@tensorflow/tfjs";
import { scaleAndShift } from "./scale_and_shift.mjs";

/**
 * Normalizes each example over `groups` groups of its channels, or each channel
 * by itself for -1. TensorFlow.js has no such layer; the weights and options
 * are those of its layer normalization over the channels.
 */
export class GroupNormalization extends tf.layers.layerNormalization({})
	.constructor {
	static className = "GroupNormalization";

	constructor(config) {
		super(config);
		this.groups = config.groups;
	}

	call(inputs) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			const [axis] = this.axis;
			const channels = x.shape[axis];
			const groups = this.groups === -1 ? channels : this.groups;
			const shape = [...x.shape];
			shape.splice(axis, 1, groups, channels / groups);
			const grouped = tf.reshape(x, shape);
			const axes = [...shape.keys()].filter((i) => i !== 0 && i !== axis);
			const { mean, variance } = tf.moments(grouped, axes, true);
			const deviation = tf.sqrt(tf.add(variance, this.epsilon));
			const normal = tf.div(tf.sub(grouped, mean), deviation);
			return scaleAndShift(this, tf.reshape(normal, x.shape), [axis]);
		});
	}

	getConfig() {
		return { ...super.getConfig(), groups: this.groups };
	}
}

tf.serialization.registerClass(GroupNormalization);
