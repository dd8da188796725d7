// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What libtorch says and what follows from it. */
class TorchExceptionTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"MEMORY | CUDA out of memory. Tried to allocate 2.00 GiB",
            "MEMORY | CUDA error: out of memory", "MEMORY | DefaultCPUAllocator: can't allocate memory",
            "MEMORY | CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
            "MEMORY | cuDNN error: CUDNN_STATUS_ALLOC_FAILED", "MEMORY | std::bad_alloc",
            "MEMORY | cusolver error: CUSOLVER_STATUS_ALLOC_FAILED",
            "MEMORY | CUDA error: insufficient resources when calling: CUSPARSE_STATUS_INSUFFICIENT_RESOURCES",
            "FATAL | CUDA error: an illegal memory access was encountered",
            "FATAL | CUDA error: device-side assert triggered", "FATAL | CUDA error: unspecified launch failure",
            "FATAL | CUDA error: uncorrectable ECC error encountered", "FATAL | CUDA error: misaligned address",
            "FATAL | CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasGemmEx`",
            "FATAL | cuDNN error: CUDNN_STATUS_EXECUTION_FAILED", "FATAL | cuDNN error: CUDNN_STATUS_INTERNAL_ERROR",
            "USABLE | The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0",
            "USABLE | Expected all tensors to be on the same device, but got cuda:0 and cpu",
            "USABLE | cuDNN error: CUDNN_STATUS_NOT_SUPPORTED", "USABLE | device: cuda:1 is not there (found 1)"})
    void theMessageTellsWhatIsLost(String meaning, String message) {
        TorchException thrown = new TorchException(message);
        assertThat(thrown.isOutOfMemory()).isEqualTo(meaning.equals("MEMORY"));
        assertThat(thrown.isFatal()).isEqualTo(meaning.equals("FATAL"));
    }
}
