import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Lifts the classes of jars to the format of Java 8, where they are older than Java 6: the JVM's ahead-of-time cache takes
 * none of those, and has to load and verify each of them at each start. Picocli is compiled for Java 5, and takes 125 ms
 * of processor time that way. The code of the methods stays as it is; what the newer format wants beside it (stack maps)
 * is computed by the JDK. Works on the copies in the build's folder, and leaves a jar without such classes alone.
 *
 * <p>Run by .mvn/prepare.sh; arguments: the jars.
 */
public final class LiftClasses {
    private static final int JAVA_6 = 50;
    private static final int JAVA_8 = 52;

    public static void main(String[] jars) throws IOException {
        for (String jar : jars) {
            lift(Path.of(jar));
        }
    }

    private static void lift(Path jar) throws IOException {
        Path lifted = Path.of(jar + ".lifted");
        boolean changed = false;
        try (ZipFile from = new ZipFile(jar.toFile());
                URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                OutputStream file = Files.newOutputStream(lifted);
                ZipOutputStream to = new ZipOutputStream(file)) {
            ClassFile format = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
            for (ZipEntry entry : Collections.list(from.entries())) {
                byte[] bytes = from.getInputStream(entry).readAllBytes();
                if (entry.getName().endsWith(".class") && majorVersion(bytes) < JAVA_6) {
                    bytes = format.transformClass(format.parse(bytes), toJava8());
                    changed = true;
                }
                to.putNextEntry(new ZipEntry(entry.getName()));
                to.write(bytes);
            }
        }
        if (changed) {
            Files.move(lifted, jar, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.delete(lifted);
        }
    }

    private static int majorVersion(byte[] classFile) {
        return (classFile[6] & 0xFF) << 8 | classFile[7] & 0xFF;
    }

    /** Passing each method's code through makes the library write it anew, with its stack maps. */
    private static ClassTransform toJava8() {
        ClassTransform version = (builder, element) -> {
            ClassElement lifted = element instanceof ClassFileVersion ? ClassFileVersion.of(JAVA_8, 0) : element;
            builder.with(lifted);
        };
        return version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL));
    }
}
