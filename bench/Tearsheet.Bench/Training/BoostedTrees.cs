using System.Globalization;
using System.Text;

namespace Tearsheet.Bench.Training;

/// <summary>How a model is grown.</summary>
internal sealed record TreeSettings
{
    public int Trees { get; init; } = 240;

    public int Depth { get; init; } = 5;

    public double Rate { get; init; } = 0.1;

    public double Rows { get; init; } = 0.6;

    public double Columns { get; init; } = 0.08;

    public double LeastWeight { get; init; } = 2;

    public double Ridge { get; init; } = 2;
}

/// <summary>Grows boosted trees on the logistic loss, from binned columns. The same rows and seed give the same trees.</summary>
internal sealed class BoostedTrees
{
    private const int MaxBins = 40;

    private readonly int _rows;
    private readonly byte[][] _columns;
    private readonly int[][] _limits;

    /// <summary>Bins the columns.</summary>
    public BoostedTrees(IReadOnlyList<int[]> columns)
    {
        _rows = columns[0].Length;
        _limits = new int[columns.Count][];
        _columns = new byte[columns.Count][];
        Parallel.For(0, columns.Count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, c =>
        {
            var sorted = columns[c].Order().ToArray();
            var limits = new SortedSet<int>();
            for (var bin = 1; bin < MaxBins; bin++)
            {
                limits.Add(sorted[(int)((long)bin * (_rows - 1) / MaxBins)]);
            }

            // The rare end of a column is where much is decided.
            foreach (var part in new[] { 0.001, 0.004, 0.01, 0.99, 0.996, 0.999 })
            {
                limits.Add(sorted[(int)(part * (_rows - 1))]);
            }

            limits.Remove(sorted[^1]);
            _limits[c] = [.. limits];
            var bytes = new byte[_rows];
            for (var r = 0; r < _rows; r++)
            {
                var at = Array.BinarySearch(_limits[c], columns[c][r]);
                bytes[r] = (byte)(at < 0 ? ~at : at);
            }

            _columns[c] = bytes;
        });
    }

    /// <summary>Grows a model on the rows with a weight.</summary>
    /// <returns>Its lines, as the engine reads them, and its scores on all rows in thousandths.</returns>
    public (List<string> Lines, int[] Scores) Grow(double[] labels, double[] weights, IReadOnlyList<int> columns, TreeSettings settings, int seed)
    {
        var random = new Random(seed);
        var total = weights.Sum();
        var mean = Enumerable.Range(0, _rows).Sum(r => weights[r] > 0 ? weights[r] * labels[r] : 0) / total;
        var start = (int)Math.Round(1000 * Math.Log(mean / (1 - mean)));
        var scores = new int[_rows];
        Array.Fill(scores, start);
        var lines = new List<string> { start.ToString(CultureInfo.InvariantCulture) };
        var trained = Enumerable.Range(0, _rows).Where(r => weights[r] > 0).ToArray();
        var (gradients, hessians) = (new double[_rows], new double[_rows]);
        for (var tree = 0; tree < settings.Trees; tree++)
        {
            foreach (var r in trained)
            {
                var p = 1 / (1 + Math.Exp(-scores[r] / 1000.0));
                gradients[r] = weights[r] * (labels[r] - p);
                hessians[r] = weights[r] * p * (1 - p);
            }

            var rows = trained.Where(_ => random.NextDouble() < settings.Rows).ToArray();
            var some = columns.Where(_ => random.NextDouble() < settings.Columns).ToArray();
            var nodes = GrowTree(rows, some, gradients, hessians, settings);
            lines.Add(Write(nodes));
            for (var r = 0; r < _rows; r++)
            {
                var node = 0;
                while (nodes[node].Column >= 0)
                {
                    node = nodes[node].Left + (_columns[nodes[node].Column][r] > nodes[node].Bin ? 1 : 0);
                }

                scores[r] += nodes[node].Score;
            }
        }

        return (lines, scores);
    }

    private sealed record TreeNode(int Column, int Bin, int Left, int Score);

    private List<TreeNode> GrowTree(int[] rows, int[] columns, double[] gradients, double[] hessians, TreeSettings settings)
    {
        var nodes = new List<TreeNode> { new(-1, 0, 0, 0) };
        var open = new Queue<(int Node, int[] Rows, int Depth)>();
        open.Enqueue((0, rows, 0));
        while (open.TryDequeue(out var item))
        {
            var (g, h) = (0.0, 0.0);
            foreach (var r in item.Rows)
            {
                g += gradients[r];
                h += hessians[r];
            }

            nodes[item.Node] = new(-1, 0, 0, (int)Math.Round(1000 * settings.Rate * g / (h + settings.Ridge)));
            if (item.Depth >= settings.Depth || h < 2 * settings.LeastWeight)
            {
                continue;
            }

            var (bestGain, bestColumn, bestBin) = (1e-3, -1, 0);
            var (sumG, sumH) = (new double[256], new double[256]);
            foreach (var c in columns)
            {
                if (_limits[c].Length == 0)
                {
                    continue;
                }

                Array.Clear(sumG);
                Array.Clear(sumH);
                var column = _columns[c];
                foreach (var r in item.Rows)
                {
                    sumG[column[r]] += gradients[r];
                    sumH[column[r]] += hessians[r];
                }

                var (leftG, leftH) = (0.0, 0.0);
                for (var bin = 0; bin < _limits[c].Length; bin++)
                {
                    leftG += sumG[bin];
                    leftH += sumH[bin];
                    if (leftH < settings.LeastWeight || h - leftH < settings.LeastWeight)
                    {
                        continue;
                    }

                    var gain = (leftG * leftG / (leftH + settings.Ridge)) + ((g - leftG) * (g - leftG) / (h - leftH + settings.Ridge)) - (g * g / (h + settings.Ridge));
                    if (gain > bestGain)
                    {
                        (bestGain, bestColumn, bestBin) = (gain, c, bin);
                    }
                }
            }

            if (bestColumn < 0)
            {
                continue;
            }

            var left = nodes.Count;
            nodes.Add(new(-1, 0, 0, 0));
            nodes.Add(new(-1, 0, 0, 0));
            nodes[item.Node] = new(bestColumn, bestBin, left, 0);
            open.Enqueue((left, item.Rows.Where(r => _columns[bestColumn][r] <= bestBin).ToArray(), item.Depth + 1));
            open.Enqueue((left + 1, item.Rows.Where(r => _columns[bestColumn][r] > bestBin).ToArray(), item.Depth + 1));
        }

        return nodes;
    }

    private string Write(List<TreeNode> nodes)
    {
        var line = new StringBuilder();
        foreach (var node in nodes)
        {
            line.Append(line.Length > 0 ? " " : "");
            if (node.Column < 0)
            {
                line.Append(CultureInfo.InvariantCulture, $"={node.Score}");
            }
            else
            {
                line.Append(CultureInfo.InvariantCulture, $"{node.Column}:{_limits[node.Column][node.Bin]}:{node.Left}");
            }
        }

        return line.ToString();
    }
}
