using Tearsheet.Reading.Articles.Body;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Which addresses are sizes of one picture, and which are not.</summary>
public sealed class PictureNameTests
{
    [Theory]
    [InlineData("https://news.example/a/door-of-the-hall.jpg", "https://cdn.example/b/door-of-the-hall-1024x683.jpg?quality=80")]
    [InlineData("https://news.example/media/e8.webp", "https://news.example/_next/image/?url=https%3A%2F%2Fnews.example%2Fmedia%2Fe8.webp&w=1366&q=75")]
    [InlineData("https://news.example/img/e8.jpg", "https://news.example/_next/image?url=%2Fimg%2Fe8.jpg&w=640")]
    [InlineData("https://news.example/img/mayor.jpg", "https://scale.example/client/w_1500,q_60/https://news.example/img/mayor.jpg")]
    [InlineData("https://scale.example/dims/39a7/resize/1200x800!/?url=https%3A%2F%2Fstore.example%2Fmayor.jpg", "https://scale.example/dims/91cc/resize/1200x630!/?url=https%3A%2F%2Fstore.example%2Fmayor.jpg")]
    [InlineData("https://img.example/2020/1361729/thumbs/873x400.jpg", "https://img.example/2020/1361729/thumbs/1005x635.jpg")]
    [InlineData("https://img.example/image/450a2c7417d4d233f0b8ead4444281716f86381b/2048/jpeg", "https://img.example/image/450a2c7417d4d233f0b8ead4444281716f86381b=w700")]
    [InlineData("https://img.example/c8c625353b9b52adc6c6c4f17b61a08e80dd24da/79_0_4921_2953/master/4921.jpg", "https://img.example/c8c625353b9b52adc6c6c4f17b61a08e80dd24da/0_0_5000_3000/500.jpg")]
    [InlineData("https://news.example/_processed_/0/3/csm_mayor-at-the-bridge_378dc1311b.jpg", "https://news.example/_processed_/0/3/csm_mayor-at-the-bridge_a21e892935.jpg")]
    [InlineData("https://news.example/News/h_78527_01.jpg", "https://news.example/News/78527_01.jpg")]
    [InlineData("https://img.example/409952153/409952153_v16_9_1200.jpeg", "https://img.example/409952153/409952153_v1_1_400.jpeg")]
    [InlineData("https://img.example/67e5846c63d72727e1986e72?width=1300&format=jpeg", "https://img.example/67e5846c63d72727e1986e72?width=600&format=webp")]
    [InlineData("https://img.example/picture?id=7&w=640", "https://img.example/picture?id=7&w=1280")]
    public void Sizes_and_copies_of_a_picture_have_one_name(string address, string other) =>
        Assert.Equal(PictureName.Of(address), PictureName.Of(other));

    [Theory]
    [InlineData("https://news.example/img/image-1.jpg", "https://news.example/img/image-2.jpg")]
    [InlineData("https://news.example/mayor/IMG_1234.jpg", "https://news.example/mayor/IMG_1235.jpg")]
    [InlineData("https://img.example/526f5bfce4b0c67dab63847d/1.jpg", "https://img.example/526f5bfce4b0c67dab63847d/2.jpg")]
    [InlineData("https://img.example/picture?id=7&w=640", "https://img.example/picture?id=8&w=640")]
    [InlineData("https://card.example/make?url=https%3A%2F%2Fnews.example%2Fmayor", "https://card.example/make?url=https%3A%2F%2Fnews.example%2Fbridge")]
    [InlineData("https://news.example/_next/image?url=%2Fimg%2Fa.jpg", "https://news.example/_next/image?url=%2Fimg%2Fb.jpg")]
    public void Different_pictures_keep_their_own(string address, string other) =>
        Assert.NotEqual(PictureName.Of(address), PictureName.Of(other));
}
