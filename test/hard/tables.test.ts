import { csvProperties } from "./properties/csvProperties";
import { effort } from "./properties/property";
import { tableProperties } from "./properties/tableProperties";

tableProperties(effort(300, 20_000));
csvProperties(effort(400, 20_000));
