import * as tf from "@tensorflow/tfjs";

/** The identity, of any two lengths; TensorFlow.js's own must be a square. */
export class Eye extends tf.serialization.Serializable {
	static className = "Eye";

	constructor({ gain = 1 }) {
		super();
		this.gain = gain;
	}

	apply([rows, columns]) {
		return tf.tidy(() => tf.mul(this.gain, tf.eye(rows, columns)));
	}

	getConfig() {
		return { gain: this.gain };
	}
}

tf.serialization.registerClass(Eye);
