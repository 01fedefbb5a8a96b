import { shareOfPoints, survivesCrashes } from "./crash-points.ts";
import { dockerGround } from "./ground.ts";

survivesCrashes("postgres", shareOfPoints(0, 2), 10, dockerGround);
survivesCrashes("mariadb", shareOfPoints(1, 2), 10, dockerGround);
