// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.Problem;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The functions of libheif that are used, called through its C interface, which is stable from 1.8 on (header
 * {@code libheif/heif.h}). HEIC and AVIF have no decoder in Java: this one is the system's or is not there.
 */
final class LibHeif {
    private static final List<String> NAMES = List.of("libheif.so.1", "libheif.1.dylib",
            "/opt/homebrew/lib/libheif.1.dylib", "/usr/local/lib/libheif.1.dylib", "heif", "libheif");
    private static final StructLayout ERROR = MemoryLayout.structLayout(ValueLayout.JAVA_INT.withName("code"),
            ValueLayout.JAVA_INT.withName("subcode"), ValueLayout.ADDRESS.withName("message"));
    private static final long MESSAGE = ERROR.byteOffset(MemoryLayout.PathElement.groupElement("message"));
    private static final int LONGEST_MESSAGE = 512;

    private final SymbolLookup library;
    final MethodHandle contextAlloc;
    final MethodHandle contextFree;
    final MethodHandle limitSide;
    final MethodHandle read;
    final MethodHandle primary;
    final MethodHandle handleRelease;
    final MethodHandle handleWidth;
    final MethodHandle handleHeight;
    final MethodHandle profileSize;
    final MethodHandle profile;
    final MethodHandle optionsAlloc;
    final MethodHandle optionsFree;
    final MethodHandle decode;
    final MethodHandle imageRelease;
    final MethodHandle plane;

    private LibHeif(SymbolLookup library) {
        ValueLayout p = ValueLayout.ADDRESS;
        ValueLayout i = ValueLayout.JAVA_INT;
        ValueLayout n = ValueLayout.JAVA_LONG;
        this.library = library;
        contextAlloc = function("heif_context_alloc", FunctionDescriptor.of(p));
        contextFree = function("heif_context_free", FunctionDescriptor.ofVoid(p));
        limitSide = function("heif_context_set_maximum_image_size_limit", FunctionDescriptor.ofVoid(p, i));
        read = function("heif_context_read_from_memory_without_copy", FunctionDescriptor.of(ERROR, p, p, n, p));
        primary = function("heif_context_get_primary_image_handle", FunctionDescriptor.of(ERROR, p, p));
        handleRelease = function("heif_image_handle_release", FunctionDescriptor.ofVoid(p));
        handleWidth = function("heif_image_handle_get_width", FunctionDescriptor.of(i, p));
        handleHeight = function("heif_image_handle_get_height", FunctionDescriptor.of(i, p));
        profileSize = function("heif_image_handle_get_raw_color_profile_size", FunctionDescriptor.of(n, p));
        profile = function("heif_image_handle_get_raw_color_profile", FunctionDescriptor.of(ERROR, p, p));
        optionsAlloc = function("heif_decoding_options_alloc", FunctionDescriptor.of(p));
        optionsFree = function("heif_decoding_options_free", FunctionDescriptor.ofVoid(p));
        decode = function("heif_decode_image", FunctionDescriptor.of(ERROR, p, p, i, i, p));
        imageRelease = function("heif_image_release", FunctionDescriptor.ofVoid(p));
        plane = function("heif_image_get_plane_readonly", FunctionDescriptor.of(p, p, i, p));
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }

    /** The library, looked for once in this process. */
    static Optional<LibHeif> installed() {
        return Installed.LIBRARY;
    }

    private static final class Installed {
        private static final Optional<LibHeif> LIBRARY = NAMES.stream().flatMap(n -> open(n).stream()).findFirst();

        private static Optional<LibHeif> open(String name) {
            try {
                return Optional.of(new LibHeif(SymbolLookup.libraryLookup(name, Arena.global())));
            } catch (IllegalArgumentException e) {
                // No library of that name.
                return Optional.empty();
            }
        }
    }

    /** The library, or an error that says what to install. */
    static LibHeif require(ImageFormat format) {
        return installed().orElseThrow(() -> Problem.picture(Problem.Kind.UNSUPPORTED_IMAGE_FORMAT,
                ("image: %s is read with the library libheif, which is not installed. Install it (Debian: apt-get "
                        + "install libheif1; macOS: brew install libheif; Windows: heif.dll on the PATH), or convert "
                        + "the picture to PNG.").formatted(format),
                Map.of("supported_formats", ImageFormat.EXTENSIONS)).exception());
    }

    /** Throws what an answer says, unless it says that all went well. */
    static void check(MemorySegment error) {
        if (error.get(ValueLayout.JAVA_INT, 0) == 0) return;
        MemorySegment message = error.get(ValueLayout.ADDRESS, MESSAGE);
        String said = message.equals(MemorySegment.NULL)
                ? "no reason"
                : message.reinterpret(LONGEST_MESSAGE).getString(0);
        throw Bytes.damaged("a picture of which libheif says \"" + said.strip() + "\"");
    }
}
