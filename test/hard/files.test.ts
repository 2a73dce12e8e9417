import { fileProperties } from "./properties/fileProperties";
import { quick } from "./properties/property";

fileProperties(quick(300));
