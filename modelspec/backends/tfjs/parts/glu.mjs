import * as tf from "@tensorflow/tfjs";

/** a * sigmoid(b), a and b the halves of x along an axis. */
export class Glu extends tf.layers.Layer {
	static className = "Glu";

	constructor(config) {
		super(config);
		this.axis = config.axis ?? -1;
	}

	call(inputs) {
		return tf.tidy(() => {
			const [a, b] = tf.split([inputs].flat()[0], 2, this.axis);
			return tf.mul(a, tf.sigmoid(b));
		});
	}

	computeOutputShape(inputShape) {
		const shape = [...inputShape];
		const [length] = shape.splice(this.axis, 1);
		const axis = (this.axis + inputShape.length) % inputShape.length;
		shape.splice(axis, 0, length === null ? null : length / 2);
		return shape;
	}

	getConfig() {
		return { ...super.getConfig(), axis: this.axis };
	}
}

tf.serialization.registerClass(Glu);
