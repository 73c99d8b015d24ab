package dev.portcullis.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the inputs lie: the seeds in the repository, and in the state folder what grows out of them from run to run.
 *
 * @param home of the repository
 */
record FuzzFolders(Path home) {

    static FuzzFolders under(Path home) throws IOException {
        FuzzFolders folders = new FuzzFolders(home);
        Files.createDirectories(folders.findings());
        for (Target target : Target.values()) {
            Files.createDirectories(folders.corpus(target));
        }
        return folders;
    }

    Path seeds(Target target) {
        return home.resolve("deploy/fuzz/seeds").resolve(target.lowerCaseName());
    }

    Path corpus(Target target) {
        return state().resolve("corpus").resolve(target.lowerCaseName());
    }

    Path findings() {
        return state().resolve("findings");
    }

    Path log(Target target) {
        return state().resolve(target.lowerCaseName() + ".log");
    }

    private Path state() {
        return home.resolve(".portcullis/fuzz");
    }
}
