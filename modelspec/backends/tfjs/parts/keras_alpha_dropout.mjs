import * as tf from "@tensorflow/tfjs";

/**
 * Dropout that keeps mean and variance behind selu. TensorFlow.js's own sets
 * entries to selu's limit far below 0 with the wrong sign. null in noiseShape
 * stands for the input's length.
 */
export class KerasAlphaDropout extends tf.layers.alphaDropout({}).constructor {
	static className = "KerasAlphaDropout";

	call(inputs, { training = false }) {
		return tf.tidy(() => {
			const [x] = [inputs].flat();
			if (!training || this.rate === 0) {
				return x;
			}
			const noiseShape = this.noiseShape ?? x.shape;
			const shape = noiseShape.map((length, axis) => length ?? x.shape[axis]);
			const random = tf.randomUniform(shape);
			const kept = tf.cast(tf.greaterEqual(random, this.rate), "float32");
			const limit = -1.7580993408473766;
			const dropped = tf.mul(limit, tf.sub(1, kept));
			const noisy = tf.add(tf.mul(x, kept), dropped);
			const variance = (1 - this.rate) * (1 + this.rate * limit ** 2);
			return tf.div(tf.sub(noisy, this.rate * limit), Math.sqrt(variance));
		});
	}

	getConfig() {
		return { ...super.getConfig(), noiseShape: this.noiseShape };
	}
}

tf.serialization.registerClass(KerasAlphaDropout);
