// Two gradients for which TensorFlow.js's CPU backend takes minutes: that of an embedding (its own passes over the
// whole batch once for each row of the table) and that of a kernel of a convolution. A test compares them with its own.

/** Gives the CPU backend these kernels. */
export function replaceSlowKernels(tf) {
	const kernels = {
		UnsortedSegmentSum: unsortedSegmentSum,
		Conv2DBackpropFilter: conv2dBackpropFilter(tf),
	};
	for (const [kernelName, kernelFunc] of Object.entries(kernels)) {
		tf.unregisterKernel(kernelName, "cpu");
		tf.registerKernel({ kernelName, backendName: "cpu", kernelFunc });
	}
}

/** Sums the rows of `x` that have the same number in `segmentIds`. */
function unsortedSegmentSum({ inputs: { x, segmentIds }, attrs, backend }) {
	const { numSegments } = attrs;
	const rest = x.shape.slice(segmentIds.shape.length);
	const width = rest.reduce((product, length) => product * length, 1);
	const from = valuesOf(x, backend);
	const ids = valuesOf(segmentIds, backend);
	const sums = new Float64Array(numSegments * width);
	for (let row = 0; row < ids.length; row++) {
		const start = ids[row] * width;
		// A number outside of the table belongs to no row.
		if (start < 0 || start >= sums.length) continue;
		for (let i = 0; i < width; i++) {
			sums[start + i] += from[row * width + i];
		}
	}
	return made([numSegments, ...rest], sums, backend);
}

/** Each entry of the kernel: the sum over all windows of what it met there. */
function conv2dBackpropFilter(tf) {
	const own = tf.getKernel("Conv2DBackpropFilter", "cpu").kernelFunc;
	return ({ inputs, attrs, backend }) => {
		const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs;
		if (dataFormat !== "NHWC") return own({ inputs, attrs, backend });
		const { x, dy } = inputs;
		const info = tf.backend_util.computeConv2DInfo(
			x.shape,
			filterShape,
			strides,
			1,
			pad,
			dimRoundingMode,
			false,
			"channelsLast",
		);
		const sums = new Float64Array(tf.util.sizeFromShape(filterShape));
		addWindows(sums, valuesOf(x, backend), valuesOf(dy, backend), info);
		return made(filterShape, sums, backend);
	};
}

function addWindows(sums, x, dy, info) {
	const { inHeight, inWidth, inChannels, outChannels, padInfo } = info;
	const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
	const outputs = info.batchSize * info.outHeight * info.outWidth;
	for (let output = 0; output < outputs; output++) {
		const column = output % info.outWidth;
		const row = Math.floor(output / info.outWidth) % info.outHeight;
		const image = Math.floor(output / info.outWidth / info.outHeight);
		for (let i = 0; i < filterHeight; i++) {
			const y = row * strideHeight - padInfo.top + i;
			if (y < 0 || y >= inHeight) continue;
			for (let j = 0; j < filterWidth; j++) {
				const z = column * strideWidth - padInfo.left + j;
				if (z < 0 || z >= inWidth) continue;
				const from = ((image * inHeight + y) * inWidth + z) * inChannels;
				const to = (i * filterWidth + j) * inChannels;
				for (let c = 0; c < inChannels; c++) {
					const value = x[from + c];
					const start = (to + c) * outChannels;
					for (let d = 0; d < outChannels; d++) {
						sums[start + d] += value * dy[output * outChannels + d];
					}
				}
			}
		}
	}
}

function valuesOf(tensor, backend) {
	return backend.data.get(tensor.dataId).values;
}

function made(shape, values, backend) {
	return backend.makeTensorInfo(shape, "float32", Float32Array.from(values));
}
