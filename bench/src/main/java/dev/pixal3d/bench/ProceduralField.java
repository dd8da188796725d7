// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

/**
 * The signed distance of a procedural object, negative inside: an ellipsoid and six parts (balls, tori, capsules, thin
 * plates) joined by a polynomial smooth minimum (Quilez), then a fine wave on all of it. Thick and thin parts, handles,
 * sharp edges and smooth blends, so that every step of an export has something to do. Three objects are fixed by the
 * table below, which was drawn once from normal and uniform distributions.
 */
final class ProceduralField {
    /** Objects in the table, numbered from 1. */
    static final int SHAPES = 3;
    /** No two points' distances differ by more than so many times the points' own distance. */
    static final double STEEPNESS = 1.7;

    private static final double BLEND = 0.015, BORDER = 0.47;
    private static final double[] BODY = {1, 1.1, 0.9};
    private static final double BODY_RADIUS = 0.22;
    /** Kind, centre xyz, radius, axis xyz, thickness of each part. */
    private static final double[][][] PARTS = {{
            {1, 0.22523184816296765, -0.17792019364018313, 0.22432472356862193, 0.08430145972115341, 0.4463745723640113,
                    -0.5369532353602852, 0.5811181041963531, 0.019190248504153427},
            {2, -0.23622044337846582, 0.1267565543374033, 0.01907165660963911, 0.08627048881490014,
                    -0.16290994799305278, -0.48211931267997826, 0.5988462126346276, 0.009217000733931955},
            {1, -0.1482723796619252, -0.11884332977907525, 0.1251823363150263, 0.08084496337846439, 1.2940638143982073,
                    1.0067243153057943, -2.7111624789659685, 0.023394958578564808},
            {1, 0.020613427773717108, -0.11155439797731459, -0.16967399561243657, 0.1566917954537746,
                    -0.12258433521470018, 2.1178387550510482, -1.1120207626922813, 0.02464039474421515},
            {1, 0.20864885239545133, -0.23020356166789857, 0.014294631630010823, 0.1005269471173944,
                    0.16746474422274113, 0.10901408782154753, -1.2273520542445742, 0.02023058443450282},
            {2, -0.1199512761313884, 0.1699407605157044, 0.0047479407607546875, 0.10619777729131863,
                    0.03558623705548571, -0.5062916583143148, 0.5937480717858228, 0.022398885744078154}},
            {{3, -0.10075442829293835, 0.15711287029714016, -0.20404202893245155, 0.11601105785622194,
                    1.1441658720372287, -0.32542283686782436, 0.7738065867276614, 0.012599264829744914},
                    {1, 0.07871650743779629, 0.031132831390214, -0.17496886834733194, 0.0975893869885266,
                            -0.7921467553588982, 0.45495807124085547, -0.09919805171738795, 0.029218462859848242},
                    {3, -0.05418758345998692, -0.15637371513995096, -0.07701966721413345, 0.10621725709265348,
                            0.33057100813532614, 0.41050391297026284, -1.0107575001533344, 0.02818120551616378},
                    {2, -0.014545057292121244, 0.09687942110111503, -0.19639634577320597, 0.06149979142762357,
                            0.8414588934539998, 0.12871565747406846, 1.078342440739298, 0.026381671766746433},
                    {2, -0.04672880116223177, 0.008289097062498363, 0.0467217588779531, 0.1448329783398391,
                            -0.4218588261783162, 0.2429388530987352, 1.8014208584493328, 0.025904547019357953},
                    {2, -0.0009719725413760427, 0.09625906591498673, -0.08048731267534498, 0.10751113543161403,
                            1.324347019236957, -1.872529517606024, 1.128523141900478, 0.022846787433263745}},
            {{3, -0.13159474670195015, 0.15063723260319845, 0.04108101803218389, 0.060354150646443915,
                    -0.2155971630897659, -2.019986129147251, -0.23193237764418947, 0.02362985163382115},
                    {0, -0.1931639900392983, -0.05438590475216898, 0.008370091310681838, 0.09736908224555957,
                            -0.6680463461089501, -1.0551505512051214, -0.39080097723465473, 0.012820827929970996},
                    {1, 0.09810799833507772, -0.10363962549375644, -0.24925495824558191, 0.1570806302243054,
                            0.5451055226876446, -0.505228735614018, -0.1828389745977349, 0.02004391055738179},
                    {2, -0.014345167409084314, 0.1366385048244082, -0.2348269961687644, 0.1277661605221186,
                            -0.8864599431605871, -0.291720232439864, 0.8825389674564839, 0.01097258803394403},
                    {2, -0.10091845467128763, 0.12087834003466519, 0.11108240407105874, 0.07405869670256851,
                            -1.6686198426559695, 0.27644575952099965, 0.7005448853493901, 0.02568181800409284},
                    {2, -0.03571354785076902, 0.1293527305774595, 0.18924009233312694, 0.061255191411428184,
                            0.7474079874793504, 0.19381564626462, 1.1116332052239921, 0.009512029674196763}}};
    /** Frequencies xyz and height of the wave. */
    private static final double[][] WAVES = {
            {51.48387766219204, 27.66465036080541, 52.094566445381204, 0.0027652957042288012},
            {38.25722483526224, 55.90936588372702, 53.407328187691185, 0.0035403805379232663},
            {47.93705379788374, 31.679144639514043, 54.84556599174356, 0.003101497507792308}};

    private final Part[] parts;
    private final double[] wave;

    private ProceduralField(Part[] parts, double[] wave) {
        this.parts = parts;
        this.wave = wave;
    }

    /** The object of that number. */
    static ProceduralField of(int shape) {
        if (shape < 1 || shape > SHAPES) {
            throw new IllegalArgumentException("--shapes: there is no such object (got %d, allowed 1 to %d)."
                    .formatted(shape, SHAPES));
        }
        Part[] parts = new Part[PARTS[shape - 1].length];
        for (int i = 0; i < parts.length; i++) parts[i] = Part.of(PARTS[shape - 1][i]);
        return new ProceduralField(parts, WAVES[shape - 1]);
    }

    /** The same within {@code radius} of a point, without the parts that have no influence there. */
    ProceduralField near(double x, double y, double z, double radius) {
        double body = body(x, y, z), least = body;
        double[] distance = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            distance[i] = parts[i].distance(x, y, z);
            least = Math.min(least, distance[i]);
        }
        Part[] kept = new Part[parts.length];
        int n = 0;
        for (int i = 0; i < parts.length; i++) {
            if (distance[i] - least < parts.length * BLEND + 2.2 * radius) kept[n++] = parts[i];
        }
        return new ProceduralField(java.util.Arrays.copyOf(kept, n), wave);
    }

    /** The distance at a point of [-0.5, 0.5]^3. */
    double at(double x, double y, double z) {
        double d = body(x, y, z);
        for (Part part : parts) d = blend(d, part.distance(x, y, z));
        d += wave[3] * Math.sin(x * wave[0]) * Math.sin(y * wave[1]) * Math.sin(z * wave[2]);
        return Math.max(d, Math.max(Math.abs(x), Math.max(Math.abs(y), Math.abs(z))) - BORDER);
    }

    private static double body(double x, double y, double z) {
        return length(x * BODY[0], y * BODY[1], z * BODY[2])
                - BODY_RADIUS;
    }

    private static double blend(double a, double b) {
        double h = Math.clamp(0.5 + 0.5 * (b - a) / BLEND, 0, 1);
        return b * (1 - h) + a * h - BLEND * h * (1 - h);
    }

    private static double length(double x, double y, double z) { return Math.sqrt(x * x + y * y + z * z); }

    private enum Kind {
        BALL,
        TORUS,
        CAPSULE,
        PLATE
    }

    private record Part(Kind kind, double cx, double cy, double cz, double radius, double ax, double ay, double az,
            double thickness) {
        static Part of(double[] row) {
            double length = length(row[5], row[6], row[7]);
            return new Part(Kind.values()[(int) row[0]], row[1], row[2], row[3], row[4], row[5] / length, row[6]
                    / length, row[7] / length, row[8]);
        }

        double distance(double px, double py, double pz) {
            double x = px - cx, y = py - cy, z = pz - cz;
            double along = x * ax + y * ay + z * az;
            return switch (kind) {
                case BALL -> length(x, y, z) - radius;
                case TORUS -> {
                    double across = Math.sqrt(Math.max(x * x + y * y + z * z - along * along, 0)) - radius * 1.3;
                    yield Math.sqrt(across * across + along * along) - thickness;
                }
                case CAPSULE -> {
                    double h = Math.clamp(along, -radius * 2, radius * 2);
                    yield length(x - h * ax, y - h * ay, z - h * az) - thickness;
                }
                case PLATE -> {
                    double u = Math.abs(x) - radius * 1.4, v = Math.abs(y) - thickness / 2, w = Math.abs(z) - radius;
                    yield length(Math.max(u, 0), Math.max(v, 0), Math.max(w, 0))
                            + Math.min(Math.max(u, Math.max(v, w)), 0);
                }
            };
        }
    }
}
