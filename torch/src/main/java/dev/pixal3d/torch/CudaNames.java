// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.core.Platform;
import java.util.List;

/**
 * What the libraries are called that libtorch for NVIDIA GPUs asks for, on each system that it exists for.
 *
 * <p>
 * Linux': as the headers of {@code pytorch-2.13.0-1.5.14-linux-x86_64-gpu.jar} list them. Windows': as the import
 * tables of the DLLs in {@code pytorch-2.13.0-1.5.14-windows-x86_64-gpu.jar} do, and nvJitLink, which cusparse needs on
 * Linux. Of CUDA's redistributables for Windows at the same coordinates ({@code cuda-redist}, 13.3) cufft, cupti, nvrtc
 * and nvJitLink have these names; cublas, cusparse, cusolver and cuDNN are not in it. NCCL and cuFile do not exist
 * there, the CUDA runtime is linked into libtorch, and CUPTI's name says its version, so that no other CUDA than 13.3
 * will do.
 */
enum CudaNames {
    LINUX("org/bytedeco/pytorch/linux-x86_64-gpu/libtorch_cuda.so", "Run pixal3d gpu install", "libcudart.so.13",
            "libnvJitLink.so.13", "libcublasLt.so.13", "libcublas.so.13", "libcusparse.so.12", "libcusolver.so.12",
            "libcufft.so.12", "libcufile.so.0", "libcurand.so.10", "libcupti.so.13", "libnvrtc.so.13", "libcudnn.so.9",
            "libcudnn_graph.so.9", "libcudnn_ops.so.9", "libcudnn_cnn.so.9", "libcudnn_adv.so.9", "libnccl.so.2"),
    WINDOWS("org/bytedeco/pytorch/windows-x86_64-gpu/torch_cuda.dll",
            "Install CUDA 13.3 and cuDNN 9, and put the folders of their DLLs on PATH", "nvJitLink_130_0.dll",
            "cublasLt64_13.dll", "cublas64_13.dll", "cusparse64_12.dll", "cusolver64_12.dll", "cufft64_12.dll",
            "cupti64_2026.2.1.dll", "nvrtc64_130_0.dll", "cudnn64_9.dll");

    private final String natives;
    private final String remedy;
    private final List<String> files;

    CudaNames(String natives, String remedy, String... files) {
        this.natives = natives;
        this.remedy = remedy;
        this.files = List.of(files);
    }

    /** The convention of the system that this process runs on. */
    static CudaNames here() {
        return Platform.here() == Platform.WINDOWS ? WINDOWS : LINUX;
    }

    /** File names. */
    List<String> files() { return files; }

    /** The resource by which a build with libtorch for GPUs is known. */
    String natives() { return natives; }

    /** How to get the libraries. */
    String remedy() { return remedy; }
}
