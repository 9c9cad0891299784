import * as tf from "@tensorflow/tfjs";
import { KerasLSTMCell } from "./keras_lstm_cell.mjs";

/**
 * tf.layers.lstm whose gates have dropout masks of their own, as in Keras with
 * recurrent dropout; TensorFlow.js masks the same entries for all of them.
 */
export class KerasLSTM extends tf.layers.lstm({ units: 1 }).constructor {
	static className = "KerasLSTM";

	constructor(config) {
		super(config);
		this.cell = new KerasLSTMCell(config);
	}
}

tf.serialization.registerClass(KerasLSTM);
