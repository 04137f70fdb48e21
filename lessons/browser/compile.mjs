// Compiles Python for the Python of Pyodide, which starts in half the time then.
//
//   node compile.mjs PLACE      every .zip in the directory, in place, by compiling.py

import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const python = await loadPyodide();
python.FS.mkdirTree("/place");
python.FS.mount(python.FS.filesystems.NODEFS, { root: process.argv[2] }, "/place");
python.runPython(readFileSync(new URL("compiling.py", import.meta.url), "utf8"));
