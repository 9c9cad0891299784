import * as tf from "@tensorflow/tfjs";

/**
 * A function that gives a model's outputs for a batch, and after them the
 * values of other symbolic tensors of the same graph.
 */
export function withOutputs(model, tensors) {
	const all = [...model.outputs, ...tensors];
	// A model must not give one tensor twice.
	const outputs = [...new Set(all)];
	const wider = tf.model({ inputs: model.inputs, outputs });
	return (x, options) => {
		const found = [wider.apply(x, options)].flat();
		return all.map((tensor) => found[outputs.indexOf(tensor)]);
	};
}
