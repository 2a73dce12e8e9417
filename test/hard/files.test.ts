import { fileProperties } from "./properties/fileProperties";
import { effort } from "./properties/property";

fileProperties(effort(300, 20_000));
