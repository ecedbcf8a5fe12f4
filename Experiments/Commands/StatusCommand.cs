using System.CommandLine;
using IDropTheory.Experiments.Cluster;
using IDropTheory.Experiments.Commands.Options;

namespace IDropTheory.Experiments.Commands;

/// <summary><c>idrop status</c>: which runs of a folder are finished, in progress, failed or waiting.</summary>
internal static class StatusCommand
{
    public static Command Create(Shell shell)
    {
        var folder = new Argument<string>("dir") { Description = "Folder of a study or a sweep, or a folder of several" };
        return shell.Command(
            "status",
            "Which runs are finished, in progress and where, failed, or waiting; from any machine that has the folder",
            [folder],
            run =>
            {
                var path = run.Get(folder);
                var states = RunStates.Of(path);
                CommandResult[] jobs =
                [
                    .. Slurm.Queue(path).Select(job => new CommandResult()
                        .Add("job", "job", job.Job)
                        .Add("state", "state", job.State)
                        .Add("elements", "elements", job.Elements)),
                ];
                CommandResult[] running =
                [
                    .. states.Running.Select(each => new CommandResult()
                        .Add("run", "run", each.Folder.ReadSettings().ShortLabel)
                        .Add("host", "host", each.Holder.Host)
                        .Add("process", "process", each.Holder.Process)
                        .Add("since", "since (UTC)", each.Holder.Since.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture))
                        .Add("epochs", "epochs", $"{each.Folder.MetricsLines().Count()}/{each.Folder.ReadSettings().Epochs}")
                        .Add("folder", "folder", Path.GetFileName(each.Folder.Path))),
                ];
                CommandResult[] failures =
                [
                    .. states.Failed.Select(each => new CommandResult()
                        .Add("run", "run", each.Folder.ReadSettings().ShortLabel)
                        .Add("message", "message", each.Failure.Message)
                        .Add("folder", "folder", Path.GetFileName(each.Folder.Path))),
                ];
                return new CommandResult()
                    .Add("runs", "runs", states.All)
                    .Add("finished", "finished", states.Finished)
                    .Add("failed", "failed", states.Failed.Length)
                    .Add("running", "running", states.Running.Length)
                    .Add("waiting", "waiting", states.Waiting)
                    .Add("inProgress", running is [] ? null : "in progress", running)
                    .Add("failures", failures is [] ? null : "failures", failures)
                    .Add("jobs", jobs is [] ? null : "elements of Slurm jobs", jobs)
                    .Add("folder", "folder", path);
            },
            new() { Examples = ["idrop status results/fig5"] });
    }
}
