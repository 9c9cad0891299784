import * as tf from "@tensorflow/tfjs";
import { KerasGRUCell } from "./keras_gru_cell.mjs";

/**
 * tf.layers.gru that can reset the state after the product with its kernel, as
 * Keras does by default, and that carries a state on which is not masked by
 * recurrent dropout.
 */
export class KerasGRU extends tf.layers.gru({ units: 1 }).constructor {
	static className = "KerasGRU";

	constructor(config) {
		super({ ...config, resetAfter: false });
		this.cell = new KerasGRUCell(config);
	}
}

tf.serialization.registerClass(KerasGRU);
