using Tearsheet.Bench;

// One verb a claim: each prints what it measured and ends with 0, or says why it could not and ends with 1.
return args switch
{
    ["extract", var folder] => await Extract.RunAsync(folder),
    ["score", var folder] => await ExtractionScore.RunAsync(folder),
    ["sample", var folder] => await HandSample.WriteAsync(folder),
    ["train-body", var file] => await Tearsheet.Bench.Training.BodyTraining.RunAsync(file),
    ["index", var file] => await PageIndex.WriteAsync(file),
    ["read-speed"] => await ReadSpeed.RunAsync(rounds: 3),
    ["read-speed", var rounds] => await ReadSpeed.RunAsync(int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture)),
    ["read-stages"] => await ReadStages.RunAsync(),
    ["fuzz"] => await Fuzz.RunAsync(runs: 100_000, seed: 1),
    ["fuzz", var runs] => await Fuzz.RunAsync(int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture), seed: 1),
    ["fuzz", var runs, var seed] => await Fuzz.RunAsync(
        int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture), int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)),
    ["fuzz", var runs, var seed, var only] => await Fuzz.RunAsync(
        int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture), int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture), only),
    ["fuzz-seeds", var folder] => await Fuzz.WriteSeedsAsync(folder),
    ["afl", var decoder] => Fuzz.UnderAfl(decoder),
    ["import"] => await ImportSpeed.RunAsync(),
    ["archive"] => await ArchiveSpeed.RunAsync(),
    ["gateway"] => await GatewaySpeed.RunAsync(),
    ["gateway", var connections] => await GatewaySpeed.RunAsync(int.Parse(connections, System.Globalization.CultureInfo.InvariantCulture)),
    ["car-import", var file, var interop] => await CarSpeed.ImportAsync(file, interop),
    ["car-export", var file] => await CarSpeed.ExportAsync(file),
    ["mirror"] => await MirrorSpeed.RunAsync(),
    ["feeds", var peers] => await FeedSpeed.RunAsync(peers, rounds: 3),
    ["feeds", var peers, var rounds] => await FeedSpeed.RunAsync(peers, int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture)),
    ["poll"] => await PollSpeed.RunAsync(rounds: 3),
    ["poll-farm"] => await PollSpeed.ServeAsync(),
    ["politeness"] => await Politeness.RunAsync(),
    ["warc", var peers] => await WarcSpeed.RunAsync(peers, rounds: 3),
    ["warc", var peers, var rounds] => await WarcSpeed.RunAsync(peers, int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture)),
    ["edition"] => await EditionSpeed.RunAsync(),
    ["edit"] => await EditSpeed.RunAsync(),
    ["edits"] => DiffSpeed.Run(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: Tearsheet.Bench VERB
          extract OUTDIR      read every page of ../shared/data/extraction, write OUTDIR/<dataset>.json for score-extraction.py
          score OUTDIR        extract, then score-extraction.py: the table beside the peers, which goes into docs/benchmarks.md too; needs python3
          sample OUTDIR       fifty pages of those sets, drawn by a fixed seed, each beside what is read out of it, to be compared by hand
          train-body FILE     grow the model that chooses the body from ../shared/data/extraction, and how it does on sites unseen
          index FILE          write the index with which `tearsheet add` files all those pages
          read-speed [N]      milliseconds and bytes a page over the same pages, one thread, N rounds, against the parse alone and SmartReader
          read-stages         milliseconds a page of each stage of the reading, one thread, the best of four rounds
          fuzz [N [SEED [DECODER]]]  every decoder, N times each with mutated seeds: nothing may throw, hang or take memory beyond proportion
          fuzz-seeds FOLDER   write those seeds, a folder a decoder
          afl DECODER         one decoder for afl-fuzz; bench/afl.sh does it
          import              1 GiB through the file importer against SHA-256 alone; needs 2 GiB of temporary disk
          car-import FILE DIR a CAR read and every block verified, against @ipld/car; DIR is artifacts/interop, where npm put it
          car-export FILE     the DAG of a CAR's root over HTTP as a CAR, against a copy of the same file; needs curl
          gateway [N]         requests a second for a page and a raw block of 10 KB over N connections (32), against nginx and a constant body; needs nginx and wrk
          mirror              an edition of 10,000 links copied from a gateway on this machine, and the next after one more link
          feeds DIR [N]       entries of feeds a second against feedsmith, which npm put into DIR, and python3-feedparser, N times (3)
          poll                1,000 feeds polled on loopback, all changed and then all unchanged, against newsboat; needs newsboat
          politeness          200 hosts with 50,000 links queued, on a simulated clock: never two at a host, in order, in bounded memory
          warc DIR [N]        MB of pages per CPU s written as WARC and read with digests checked, against warcio, which npm put into DIR, and Python's zlib, N times (3)
          edition             a site of 10,000 links: its edition from nothing, and the next after one more link
          archive             3,000 links filed, found and listed; 50,000 small blocks; reindex and verify; without any reading
          edit                a tree of 10,000 links: from nothing, one more link, one link less
          edits               two versions of an article of 1,000 and of 100,000 words compared
        """);
    return 2;
}
