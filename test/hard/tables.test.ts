import { effort } from "./properties/property";
import { tableProperties } from "./properties/tableProperties";

tableProperties(effort(300, 20_000));
