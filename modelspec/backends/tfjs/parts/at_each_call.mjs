import * as tf from "@tensorflow/tfjs";

/**
 * Tensors from within a model, for each call of it in a larger one; such a call
 * gives only the model's outputs.
 */
export function atEachCall(block, tensors) {
	const inside = tf.model({ inputs: block.inputs, outputs: tensors });
	// The first node is the model's own.
	return block.inboundNodes
		.slice(1)
		.flatMap((node) => inside.apply(node.inputTensors));
}
