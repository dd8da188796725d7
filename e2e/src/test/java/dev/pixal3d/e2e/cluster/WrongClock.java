// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Sets the clock of one process wrong, as clocks of machines are: an agent that lets our code, and nothing else, ask
 * this class for the time. The machine's own clock, which the journals are written by, stays right.
 */
public final class WrongClock implements ClassFileTransformer {
    private static final ClassDesc SELF = WrongClock.class.describeConstable().orElseThrow();
    private static final Set<String> ASKED = Set.of("java/lang/System.currentTimeMillis()J",
            "java/time/Instant.now()Ljava/time/Instant;", "java/time/Clock.systemUTC()Ljava/time/Clock;");
    private static final Duration AHEAD = Duration.ofSeconds(Long.getLong("clock.ahead", 0));

    private WrongClock() {}

    /** Arguments that start a JVM with a clock that is so far ahead; the agent's archive is left in a folder. */
    static List<String> arguments(Path folder, Duration ahead) throws IOException {
        return List.of("-javaagent:" + agent(folder), "-Dclock.ahead=" + ahead.toSeconds());
    }

    /** An archive that only names this class. */
    private static Path agent(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), WrongClock.class.getName());
        Path jar = folder.resolve("wrong-clock.jar");
        if (Files.notExists(jar)) new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }

    public static void premain(String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new WrongClock());
    }

    @Override
    public byte @Nullable [] transform(@Nullable ClassLoader loader, String name, @Nullable Class<?> old,
            @Nullable ProtectionDomain domain, byte[] bytes) {
        if (!name.startsWith("dev/pixal3d/") || name.startsWith("dev/pixal3d/e2e/") || !asks(bytes)) return null;
        ClassFile classFile = ClassFile.of();
        return classFile.transformClass(classFile.parse(bytes),
                ClassTransform.transformingMethodBodies(WrongClock::instead));
    }

    private static boolean asks(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.contains("currentTimeMillis") || text.contains("systemUTC") || text.contains("java/time/Instant");
    }

    private static void instead(CodeBuilder code, CodeElement element) {
        if (element instanceof InvokeInstruction call && ASKED.contains(call.owner().asInternalName() + "."
                + call.name().stringValue() + call.type().stringValue())) {
            code.invokestatic(SELF, call.name().stringValue(), call.typeSymbol());
        } else {
            code.with(element);
        }
    }

    /** In place of the system's. */
    public static long currentTimeMillis() {
        return System.currentTimeMillis() + AHEAD.toMillis();
    }

    /** In place of the instant's. */
    public static Instant now() { return Instant.now().plus(AHEAD); }

    /** In place of the clock's. */
    public static Clock systemUTC() { return Clock.offset(Clock.systemUTC(), AHEAD); }
}
